"""Comparisons: one question and one public function a file."""
