"""Words too common to search for: articles, pronouns, prepositions, auxiliaries, question words.

The lists are short on purpose and were written for this project from the closed word classes of each
language's grammar. A query of stop words alone still finds them, as they are written: their stems are those of
other words (Spanish *como* and *comida*). So a list is part of the index, and one that changes needs another version of
it. A query may leave accents out: a word that is another one without its accents, such as Czech *být* and *byt* (a
flat), is in no list.

Words in which people ask (``ASKING``) are left out of a query too, in any form, if it has other words; the index
does not know them.
"""

_TEXT = {
    "ar": """
        في من الى إلى على عن مع هذا هذه ذلك تلك هؤلاء أن إن ان كان كانت يكون تكون هو هي هم هن أنا نحن أنت انت
        ما ماذا متى أين كيف لماذا هل لم لن لا ليس ليست قد كل بعض غير بين عند بعد قبل حتى إذا اذا أو او ثم بل
        الذي التي الذين اللواتي كما لكن منذ حول أي أيضا هناك هنا و ف ب ل ك
    """,
    "bg": """
        и в във на с със за от до по при над под към че да не ли се си са съм е сме сте беше бяха ще но или
        а ако като как кой коя кое кои какво къде кога защо това този тази тези то той тя те ние вие аз му
    """,
    "ca": """
        el la els les l un una uns unes de del dels d a al als en amb per pel pels i o ni que qui com on quan
        què és són era ser estar ha han hi no es se em et li ho seu seva seus aquest aquesta això més molt però si
    """,
    "cs": """
        a i o u v ve s se z ze k ke na do od po za pro při pod nad před bez že aby ale nebo ani jak kde kdy co
        kdo který která které je jsou byl byla bylo není by si to ten ta ty tento tato já my vy on ona oni
    """,
    "da": """
        og i på til af fra for med om ved at den det de en et der som er var har havde være bliver kan skal vil
        ikke eller men hvis så jeg du han hun vi man min din sin sit sine hvad hvem hvor hvordan hvornår hvorfor
    """,
    "de": """
        der die das den dem des ein eine einer eines einem einen kein keine keinen und oder aber sondern denn
        in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter für durch gegen ohne um bis seit
        ich du er sie es wir ihr mich dich sich uns euch mein dein sein ihre unser euer meine seine unsere
        ist sind war waren bin bist sein wird werden wurde wurden hat haben hatte hatten kann können muss soll
        nicht auch nur noch schon so wie als wenn weil dass ob was wer wo wann warum welche welcher welches
        man dieser diese dieses diesem diesen jede jeder jedes hier dort da mehr sehr
    """,
    "el": """
        ο η το οι τα του της των τον την τους τις ένας μια ένα και ή αλλά σε στο στη στην στον στους στις στα
        με για από ως προς κατά μετά χωρίς να θα δεν μη μην που πως πώς τι ποιος ποια ποιο πού πότε γιατί αν
        είναι ήταν έχει έχουν αυτός αυτή αυτό εγώ εσύ εμείς εσείς μου σου μας σας
    """,
    "en": """
        a an the and or but nor so if than then of in on at to from by for with about into onto over under
        between through without within during before after up down out off as is are was were be been being am
        do does did done has have had having can could will would shall should may might must not no
        i you he she it we they me him her us them my your his its our their this that these those there here
        what which who whom whose where when why how all any some each other such own same too very just also
    """,
    "es": """
        el la los las lo un una unos unas de del a al en con por para sin sobre entre hasta desde hacia según
        y e o u ni que pero si no como más muy también ya es son era eran fue fueron ser estar está están hay
        ha han haber tiene tienen se me te le les nos os su sus mi mis tu tus nuestro nuestra nuestros nuestras
        este esta estos estas ese esa esos esas esto eso aquel qué quién quiénes cuál cuáles dónde cuándo cómo
        porque cuando donde quien yo tú él ella ellos ellas nosotros usted ustedes
    """,
    "et": """
        ja või aga kui et on oli ei ka see need ta nad ma me te sa oma mis kes kus kuidas millal miks üks
    """,
    "eu": """
        eta edo baina ez da dira zen ziren du dute zer nor non noiz nola bat hau hori hura hauek ere ni gu zu
    """,
    "fa": """
        و در به از که این آن را با برای تا بر یا اما اگر هم نیز یک است هست بود شد شود می های ها ای من تو او
        ما شما آنها چه چرا کجا کی چگونه هر همه نه
    """,
    "fi": """
        ja tai mutta jos kun että on oli ovat olla ei en ole myös se ne hän he minä sinä me te tämä nämä tuo
        mikä mitä kuka missä mistä mihin milloin miten miksi kuin sekä
    """,
    "fr": """
        le la les l un une des du de d au aux à et ou où mais donc or ni car que qui quoi dont si ne n pas plus
        en dans par pour sur sous avec sans chez vers entre jusque depuis pendant avant après contre comme
        je j tu il elle on nous vous ils elles me m te t se s lui leur leurs y moi toi soi eux
        mon ma mes ton ta tes son sa ses notre nos votre vos ce c cet cette ces cela ça ceci celui celle ceux
        est sont était étaient être été suis es sommes êtes sera seront ai as a avons avez ont avait avoir
        fait faire peut peuvent quel quelle quels quelles comment quand pourquoi combien
        qu jusqu lorsqu puisqu quoiqu très aussi tout toute tous toutes même là voici voilà
    """,
    "ga": """
        an na a ag agus ach ar as ach de do faoi go i in le mar nach ní ó sa seo sin sé sí siad tá tú bhí is mé
    """,
    "he": """
        של את על אל עם מן הוא היא הם הן אני אנחנו אתה זה זאת זו אלה כל לא אין יש כי אם או גם רק אך אבל מה מי
        איפה מתי איך למה כמו בין לפני אחרי היה היתה היו
    """,
    "hi": """
        का के की को में से पर और या है हैं था थे थी एक यह ये वह वे ने भी तो नहीं कि जो क्या कौन कहाँ कब कैसे क्यों
        इस उस हो ही तक लिए साथ मैं हम तुम आप
    """,
    "hu": """
        a az egy és vagy de ha hogy nem is van vannak volt voltak lesz ez azt ezt ezek azok én te ő mi ti ők
        mit ki hol mikor hogyan miért csak már még mint meg
    """,
    "hy": """
        և ու կամ բայց եթե որ է են էր էին չէ այս այդ այն մի ես դու նա մենք դուք նրանք ինչ ով որտեղ երբ ինչպես ինչու
    """,
    "id": """
        dan atau tetapi di ke dari pada untuk dengan oleh dalam yang ini itu adalah ada tidak bukan akan sudah
        telah saya kamu dia kami kita mereka apa siapa mana kapan bagaimana mengapa juga sebagai
    """,
    "it": """
        il lo la i gli le l un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla
        ai agli alle dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli
        sulle e ed o ma se non che chi cui come dove quando perché quale quali cosa è sono era erano essere ha
        hanno avere si mi ti ci vi io tu lui lei noi voi loro mio tuo suo sua suoi sue nostro questo questa
        questi queste quello quella più anche molto
    """,
    "lt": """
        ir ar bet kad jei ne yra buvo bus su iš į ant prie nuo iki už per po jis ji jie jos aš tu mes jūs tai šis
        ši kas kur kada kaip kodėl
    """,
    "mt": """
        il l iċ id in ir is it ix iz iż u ta tal li fi
    """,
    "nl": """
        de het een en of maar want dus als dan dat die dit deze in op aan bij met naar van voor uit over onder
        tot door zonder om te er hier daar ik jij je u hij zij ze wij we jullie hen mijn jouw zijn haar ons onze
        hun is zijn was waren ben bent wordt worden heeft hebben had kan kunnen zal zullen niet geen ook nog wel
        wie wat waar wanneer waarom hoe welke
    """,
    "no": """
        og i på til av fra for med om ved at å den det de en ei et der som er var har hadde være blir kan skal vil
        ikke eller men hvis så jeg du han hun vi man min din sin sitt sine hva hvem hvor hvordan når hvorfor
        ikkje eg ho kva kvar korleis
    """,
    "pl": """
        i a o u w we z ze na do od po za przy pod nad przed bez dla że aby ale lub albo ani czy jak gdzie kiedy
        co kto który która które jest są był była było być nie się to ten ta te tego tej ja my wy on ona oni
    """,
    "pt": """
        o a os as um uma uns umas de do da dos das em no na nos nas ao aos à às por pelo pela pelos pelas para
        com sem sobre entre até desde e ou mas nem que se não como mais muito também já é são era eram foi ser
        estar está estão há tem têm seu sua seus suas meu minha este esta estes estas esse essa isto isso
        quem qual quais onde quando porque porquê eu tu ele ela nós eles elas lhe
    """,
    "ro": """
        și sau dar că să nu mai în la de din pe cu pentru prin către fără despre un o unei unui niște este sunt
        era erau fi a au am ai al ale cel cea cei cele acest această acești care ce cine unde când cum el ea noi
        voi ei ele lui lor se
    """,
    "ru": """
        и в во на с со к ко у о об от до по за из при над под для без через между а но или ли не ни же бы что
        чтобы как так если когда где кто какой какая какие который которая которые почему это этот эта эти тот
        та те то он она оно они мы вы я ты его её их мой наш ваш свой есть был была было были быть
    """,
    "sr": """
        и у на са с за од до по при над под из без да не се је су био била били бити али или ако као како где
        када ко шта који која које зашто ово овај ова то тај та он она они ми ви ја i u na sa s za od do po
        da ne se je su bio bila biti ali ili ako kao kako gde kada ko šta koji koja koje ovo to on ona oni mi vi
    """,
    "sv": """
        och i på till av från för med om vid att den det de en ett som är var har hade vara blir kan ska skall
        vill inte eller men så jag du han hon vi man min din sin sitt sina vad vem var hur när varför dessa denna
    """,
    "tr": """
        ve veya ya ile de da ki bu şu o bir için gibi kadar daha çok en ama fakat değil mi mı mu mü ben sen biz
        siz onlar ne kim nerede nasıl neden niçin hangi her var yok olan olarak
    """,
    "uk": """
        і й та в у на з із зі до від по за при над під для без через між а але або чи не ні же б би що щоб як
        так якщо коли де хто який яка яке які чому це цей ця ці той він вона воно вони ми ви я ти його її їх
        є був була було були бути
    """,
    "vi": """
        và hoặc nhưng nếu thì là của cho với trong ngoài trên dưới từ đến ở tại các những một này kia đó không
        có được bị đã đang sẽ tôi bạn anh chị họ chúng gì ai đâu khi nào sao
    """,
}

_ASKING = {
    "ar": "أبحث ابحث نبحث أريد اريد نريد أجد اجد يوجد توجد أحتاج احتاج يمكنني أستطيع",
    "ca": "busco buscar cerco cercar trobar trobo vull voldria necessito existeix",
    "cs": "hledám najít chci potřebuji existuje existují",
    "da": "søger finde vil gerne findes",
    "de": "suche suchen finde finden gibt möchte möchten brauche brauchen würde gerne",
    "el": "ψάχνω βρω βρίσκω θέλω υπάρχει υπάρχουν",
    "en": "find finding look looking search searching want wanted need like exist please",
    "es": "busco buscar encuentro encontrar hay quiero quisiera querría necesito existe existen puedo",
    "fi": "etsin etsiä löytää löydän haluan",
    "fr": "cherche chercher trouve trouver veux voudrais aimerais souhaite besoin existe peux puis",
    "hu": "keresek keresni találni találok szeretnék",
    "id": "mencari cari ingin",
    "it": "cerco cercare trovo trovare voglio vorrei bisogno esiste esistono posso",
    "nl": "zoek zoeken vind vinden wil graag bestaat nodig",
    "no": "søker finne vil gjerne finnes",
    "pl": "szukam szukać znaleźć chcę potrzebuję istnieje",
    "pt": "procuro procurar encontro encontrar quero queria gostaria preciso existe existem posso",
    "ro": "caut găsesc găsi vreau există",
    "ru": "ищу искать найти хочу нужен нужна нужно существует",
    "sv": "söker hitta vill gärna finns",
    "tr": "arıyorum bulmak istiyorum",
    "uk": "шукаю знайти хочу потрібен потрібна потрібно",
}

STOP_WORDS: dict[str, frozenset[str]] = {code: frozenset(text.split()) for code, text in _TEXT.items()}
ASKING: dict[str, frozenset[str]] = {code: frozenset(text.split()) for code, text in _ASKING.items()}
