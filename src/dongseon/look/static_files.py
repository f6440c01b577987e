"""How the pages' files are kept for sending: under names that hold their hash, beside a gzip of each."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedAndGzipped(CompressedManifestStaticFilesStorage):
    """WhiteNoise's own, without brotli and without fonts for print.

    Every first start makes these files. Brotli at WhiteNoise's quality takes forty seconds for what
    gzip does in two; the fonts that documents are printed with are sent to nobody.
    """

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """WhiteNoise asks for it."""
        skipped = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "ttf")
        return Compressor(**kwargs | {"extensions": skipped, "use_brotli": False})
