"""Run the calibration study: python benchmarks/calibration (see runner.py)."""

from runner import main

if __name__ == "__main__":
    main()
