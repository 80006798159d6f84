"""The health check: the database answers, and every migration is applied."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 if all is well, else 503 with what is not."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"database": "does not answer"}, status=503)
    if waiting:
        return JsonResponse({"database": "answers", "migrations": "not applied"}, status=503)
    return JsonResponse({"database": "answers", "migrations": "applied"})
