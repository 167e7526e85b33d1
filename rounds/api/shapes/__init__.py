"""What goes over the wire: each shape is checked on its way in, and described in the document that programs read."""
