"""`python -m cocmail` is `cocmail`."""

from cocmail.cli import main

if __name__ == "__main__":
    main()
