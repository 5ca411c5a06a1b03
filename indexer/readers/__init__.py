"""From files to raw documents."""
