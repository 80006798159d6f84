"""Static files in production have a hash of their content in their name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Manifest(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites the imports between our JavaScript modules to the hashed names too."""

    support_js_module_import_aggregation = True
