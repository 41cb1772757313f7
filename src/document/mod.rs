//! Document: a photographed ID document, read.
