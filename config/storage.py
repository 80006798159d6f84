"""How static files are named in production: by their content, so that they never grow stale."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Manifest(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites the imports between our JavaScript modules to the hashed names too."""

    support_js_module_import_aggregation = True
