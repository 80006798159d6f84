"""The address at which a page asks how far the work on its form is."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.essays.submissions import ProgressFile
from annotations.people.visitors import account_of


@require_safe
@never_cache
def form_progress(request: HttpRequest, form: UUID) -> JsonResponse:
    """Answer how far the work on the visitor's own form is, as JSON; `{}` if nothing is known."""
    user = account_of(request.user)
    return JsonResponse(ProgressFile(user.pk, form).read() if user else {})
