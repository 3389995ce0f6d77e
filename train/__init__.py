"""Training: from corpora and base weights to the ONNX files inside the package. Needs torch; the package never does."""
