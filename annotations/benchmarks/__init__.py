"""What the benchmark commands seed and measure, and the baseline for anchoring."""
