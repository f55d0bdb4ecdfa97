"""The card and the charts, drawn as SVG."""
