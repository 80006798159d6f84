"""Annotations as documents of the W3C Web Annotation Data Model (REC-annotation-model-20170223):
written for whoever reads them, and read from whoever sends them. The API and the exports use it."""
