"""“Spreadsheets” in the admin: export, send a file, read the report, import."""

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.permissions import page_permission_policy

from .foreign import remember
from .forms import ColumnsForm, ExportForm, OptionsForm, UploadForm, usual_parent
from .models import Outcome, SpreadsheetImport, State
from .reading import Refused
from .running import advance, begin, check_again
from .staging import stage
from .tasks import SECONDS_OF_A_REQUEST, enqueue, in_requests
from .writing import FORMATS, write

SHOWN = 100
"""Lines of a report on one page."""
EXAMPLES = 3
GOING_ON = (State.CHECKING, State.RUNNING)


def may_use(user: Any) -> bool:
    return page_permission_policy.user_has_any_permission(user, ["add", "change", "publish"])


def _ours(request: HttpRequest, pk: int) -> SpreadsheetImport:
    """An import of the person who asks; others see nothing of it."""
    return get_object_or_404(SpreadsheetImport, pk=pk, user=request.user)


def index(request: HttpRequest) -> HttpResponse:
    """Both forms; takes a file on POST."""
    if not may_use(request.user):
        raise PermissionDenied
    language = get_language() or ""
    initial = {"language": language, "parent": usual_parent(request.user, language)}
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = stage(file, file.name, request.user, form.options())
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            if kept.state == State.MAPPING:
                return redirect("essaimage_spreadsheet_columns", kept.pk)
            enqueue(kept)
            return redirect("essaimage_spreadsheet", kept.pk)
    return TemplateResponse(
        request,
        "essaimage_wagtail/admin/spreadsheets.html",
        {
            "form": form,
            "export_form": ExportForm(initial={"contents": ["sheets"], "form": "xlsx"}),
            "imports": SpreadsheetImport.objects.filter(user=request.user)[:10],
        },
    )


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The file: of the pages that the person may edit."""
    form = ExportForm(request.GET)
    if not may_use(request.user) or not form.is_valid():
        raise PermissionDenied
    kind = form.cleaned_data["form"]
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write(file, kind, form.cleaned_data["contents"], request.user)
    file.seek(0)
    ending = {"xlsx": "xlsx", "csv": "zip"}[kind]
    name = f"essaimage-{timezone.localdate().isoformat()}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[kind])


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns of a directory say: asked once, and remembered."""
    kept = _ours(request, pk)
    if kept.state not in (State.MAPPING, State.CHECKED):
        return redirect("essaimage_spreadsheet", kept.pk)
    form = ColumnsForm(request.POST or None, headers=kept.headers, columns=kept.columns)
    if request.method == "POST" and form.is_valid():
        kept.columns = form.columns()
        remember(kept.headers, kept.columns)
        check_again(kept)
        enqueue(kept)
        return redirect("essaimage_spreadsheet", kept.pk)
    examples = list(kept.lines.order_by("pk").values_list("cells", flat=True)[:EXAMPLES])
    rows = [(field, [cells.get(field.name.removeprefix("column_"), "") for cells in examples]) for field in form]
    context = {"kept": kept, "form": form, "rows": rows, "numbers": range(1, len(examples) + 1)}
    return TemplateResponse(request, "essaimage_wagtail/admin/spreadsheet_columns.html", context)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found or done, line by line."""
    kept = _ours(request, pk)
    if kept.state == State.MAPPING:
        return redirect("essaimage_spreadsheet_columns", kept.pk)
    counts = kept.counts()
    lines = kept.lines.filter(is_main=True).exclude(outcome="")
    only = request.GET.get("only", "")
    if only in Outcome.values:
        lines = lines.filter(outcome=only)
    page = Paginator(lines.order_by("pk"), SHOWN).get_page(request.GET.get("p"))
    ready = counts[Outcome.CREATE] + counts[Outcome.CHANGE]
    blocked = bool(kept.options.get("all_or_nothing") and counts[Outcome.ERROR])
    context = {
        "kept": kept,
        "only": only,
        "filters": [(code, Outcome(code).label, counts[code]) for code in Outcome.values],
        "lines": page,
        "ready": ready,
        "blocked": blocked,
        "going_on": kept.state in GOING_ON,
        "is_checked": kept.state == State.CHECKED,
        "is_done": kept.state == State.DONE,
        "is_undone": kept.state == State.UNDONE,
        "form": OptionsForm(initial=kept.options, user=request.user),
        "steps": in_requests(),
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/spreadsheet_report.html", context)


def _progress(kept: SpreadsheetImport) -> dict[str, Any]:
    return {
        "done": kept.done,
        "total": kept.total,
        "over": kept.state not in GOING_ON,
        "silent": kept.state in GOING_ON and not kept.is_busy,
    }


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    return JsonResponse(_progress(_ours(request, pk)))


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """More of the work, where the site has no worker, or its worker was killed."""
    kept = _ours(request, pk)
    if kept.state in GOING_ON:
        if in_requests():
            advance(kept.pk, SECONDS_OF_A_REQUEST)
        else:
            enqueue(kept)
    kept.refresh_from_db()
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(_progress(kept))
    return redirect("essaimage_spreadsheet", kept.pk)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more, with other options."""
    kept = _ours(request, pk)
    form = OptionsForm(request.POST, user=request.user)
    if kept.state in (State.CHECKED, State.UNDONE) and form.is_valid():
        kept.options = form.options()
        check_again(kept)
        enqueue(kept)
    return redirect("essaimage_spreadsheet", kept.pk)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was checked."""
    kept = _ours(request, pk)
    blocked = kept.options.get("all_or_nothing") and kept.counts()[Outcome.ERROR]
    if kept.state == State.CHECKED and not blocked:
        begin(kept)
        enqueue(kept)
    return redirect("essaimage_spreadsheet", kept.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the file and its report; what was imported stays."""
    kept = _ours(request, pk)
    kept.delete()
    messages.success(request, _("“%(name)s” and its report are deleted.") % {"name": kept.file_name})
    return redirect("essaimage_spreadsheets")


urlpatterns = [
    path("essaimage/spreadsheets/", index, name="essaimage_spreadsheets"),
    path("essaimage/spreadsheets/export/", export, name="essaimage_spreadsheets_export"),
    path("essaimage/spreadsheets/<int:pk>/", report, name="essaimage_spreadsheet"),
    path("essaimage/spreadsheets/<int:pk>/columns/", columns, name="essaimage_spreadsheet_columns"),
    path("essaimage/spreadsheets/<int:pk>/progress/", progress, name="essaimage_spreadsheet_progress"),
    path("essaimage/spreadsheets/<int:pk>/go-on/", go_on, name="essaimage_spreadsheet_go_on"),
    path("essaimage/spreadsheets/<int:pk>/check/", check, name="essaimage_spreadsheet_check"),
    path("essaimage/spreadsheets/<int:pk>/start/", start, name="essaimage_spreadsheet_start"),
    path("essaimage/spreadsheets/<int:pk>/discard/", discard, name="essaimage_spreadsheet_discard"),
]
