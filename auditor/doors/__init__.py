"""What several doors need: options, delivery of a finished audit, the terminal, the installation."""
