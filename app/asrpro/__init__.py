"""ASR Pro: speak instead of typing, with everything said staying on your machine."""

__version__ = "0.1.0"
