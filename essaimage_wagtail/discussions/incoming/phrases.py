"""What mail programs write around what somebody quotes, in the languages in which they are used.

Everything is compared with a line without invisible signs, and with plain spaces.
"""

import re

MORE = re.IGNORECASE | re.UNICODE

ATTRIBUTION = re.compile(
    r"""
    (?: on \b .+ \b wrote \b .{0,80}
      | le \b .+ \b a \s écrit
      | am \b .+ \b schrieb \b .{0,120}
      | el \b .+ \b escribió
      | (?: em | no \s dia | a ) \b .+ \b escreveu
      | (?: il | in \s data ) \b .+ \b ha \s scritto
      | op \b .+ \b schreef \b .{0,120}
      | (?: den | på | tors | ons | fre ) \b .+ \b skrev \b .{0,120}
      | (?: w \s dniu | dnia ) \b .+ (?: napisał | pisze ) .{0,120}
      | (?: في | بتاريخ | يوم ) \b .+ (?: كتب | كتبت | بواسطة ) .{0,120}
      | \d .+ (?: написал\w* | пишет | пише ) .{0,80}
    ) \s* [:：]
    | on \b .* \d .* @ .* \s wrote
    """,
    MORE | re.VERBOSE,
)
"""“On 2 June 2015 at 10:11, Marie <marie@example.org> wrote:”, in one line, as :mod:`.folding` joins it."""
ADDRESSED = re.compile(
    r"""
    (?: .{2,80} < \s* [^\s<>@]{1,64} @ [^\s<>@]{1,255} > \s*
        (?: wrote | a \s écrit | schrieb | escribió | ha \s scritto | skrev ) \b .{0,80}
      | (?= .{0,80} \b (?: 19 | 20 ) \d\d \b ) .{4,160} < \s* [^\s<>@]{1,64} @ [^\s<>@]{1,255} > .{0,30}
    ) \s* [:：]
    """,
    MORE | re.VERBOSE,
)
"""“Marie <marie@example.org> wrote:”, or a year, an address and at most a word, in any language."""
LOOSE_ATTRIBUTION = re.compile(
    r"""
    .{1,160}
    (?: \b wrote | \b a \s écrit | \b schrieb | \b escribió | \b ha \s scritto | كتب | كتبت
      | написал\w* | пишет | пише | 写道 | 寫道 ) \b .{0,80} [:：]
    """,
    MORE | re.VERBOSE,
)
"""“Marie wrote:”, which may be a sentence of somebody's own as well."""
ATTRIBUTION_END = re.compile(r">\s*(?:wrote|a écrit|schrieb|escribió)?\s*[:：]", MORE)
"""The last line of one that was broken before the sign that closes an address: it is not quoted."""

SENDER = "from|de|von|من|da|van|från|fra|od|от|від|发件人|寄件者"
OTHERS = (
    "sent|date|to|cc|subject|reply-to|envoyé|date d.envoi|à|a|objet|cc|gesendet|datum|an|betreff|enviado(?: el)?|fecha|"
    "para|asunto|data|assunto|inviato|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|"
    "отправлено|дата|кому|тема|发送时间|收件人|主题|تاريخ الإرسال|أُرسلت|تم الإرسال|التاريخ|إلى|الموضوع|نسخة"
)
HEAD = re.compile(rf"[*\s]*(?:{SENDER})[*\s]*[:：][*\s]*\S.*", MORE)
"""The line with which a head begins that Outlook writes above what is quoted."""
HEAD_LINE = re.compile(rf"[*\s]*(?:{SENDER}|{OTHERS})[*\s]*[:：].*", MORE)

ORIGINAL = (
    "original (?:message|appointment)|reply message|message d.origine|message original|"
    "ursprüngliche (?:nachricht|mail)|original-?nachricht|mensaje original|mensagem original|messaggio originale|"
    "oorspronkelijk bericht|oprindelig besked|ursprungligt meddelande|opprinnelig melding|пересылаемое сообщение|"
    "الرسالة الأصلية|"
    "forwarded (?:message|by .+)|message (?:transféré|réexpédié)|weitergeleitete nachricht|mensaje reenviado|"
    "mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|رسالة مُعاد توجيهها|رسالة معاد توجيهها"
)
SEPARATOR = re.compile(
    rf"[-_=*\s]{{2,}}(?:{ORIGINAL})[-_=*:\s]*|(?:{ORIGINAL})\s*[:：]?[-_=]{{3,}}|-{{3,}} on .+ wrote -{{3,}}", MORE
)
"""“-----Original Message-----”."""
FORWARDED = re.compile(
    "begin forwarded message|début du message (?:réexpédié|transféré)|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    "inicio del mensaje reenviado|بداية الرسالة المُعاد توجيهها|بدء الرسالة المعاد توجيهها",
    MORE,
)

SENT_FROM = re.compile(
    r"""
    [-–—_*<(\s]*
    (?: sent \s (?: from | using | with | via | by ) \b .{0,80} | (?: get | download ) \s .{0,5} outlook .{0,80}
      | (?: envoyé | télécharg\w+ | obtenir | obtenez ) \s .{0,20}?
        (?: de | depuis | avec | à \s partir | outlook ) \b .{0,80}
      | (?: von | aus ) \s .{0,60} \b gesendet .{0,20} | gesendet \s (?: mit | von ) \b .{0,80}
      | holen \s sie \s sich .{0,60}
      | enviado \s (?: desde | con | do ) \b .{0,80} | obtener \s outlook .{0,60}
      | diese \s nachricht \s wurde \s .{0,80} gesendet \W*
      | inviato \s (?: da | dal ) \b .{0,80} | verzonden \s (?: vanaf | met ) \b .{0,80}
      | 從 .{1,40} 傳送 | 从 .{1,40} 发送 | ᐧ
      | sendt \s fra \b .{0,80} | skickat \s från \b .{0,80}
      | (?: أُرسل | أرسلت | تم \s الإرسال | مرسل | أُرسلت ) \s .{0,20}? (?: من | باستخدام | الـ ) .{0,80}
    ) [>)*\s]*
    """,
    MORE | re.VERBOSE,
)
"""“Sent from my iPhone”: a line alone, at the end of what somebody wrote."""

AUTOMATIC_SUBJECT = re.compile(
    r"""
    (?: auto(?: matic | mated )? [\s:-]* (?: reply | response | re ) \b
      | out \s of \s (?: the \s )? office | away \s from \s my \s mail
      | réponse \s automatique | absence \s du \s bureau | message \s d.absence | absent\(e\)
      | automatische \s antwort | abwesenheits (?: notiz | nachricht | meldung ) | abwesend
      | respuesta \s automática | fuera \s de \s (?: la \s )? oficina
      | رد \s تلقائي | خارج \s المكتب
    )
    """,
    MORE | re.VERBOSE,
)
"""How the subject of a holiday notice begins, where no header says what it is."""

ANSWER = re.compile(r"(?:(?:re|aw|sv|antw|tr|fwd?|wg|rv|rif|رد|إعادة توجيه)\s*(?:\[\d+\])?\s*[:：]\s*)+", MORE)
"""“Re: AW: ”, in front of a subject."""
