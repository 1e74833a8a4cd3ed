"""`python -m cfgkit`, and the single-file zipapp."""

from cfgkit.cli.main import run

if __name__ == "__main__":
    run()
