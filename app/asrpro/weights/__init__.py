"""What a Model's files hold, read without loading them: below the catalogue and the engines, which both look first."""
