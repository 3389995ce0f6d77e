"""`python -m onrecord`: the program where its own command is not on the path."""

from onrecord.cli import main

if __name__ == "__main__":
    main()
