"""The documents that schools have to write anyway, one module each: a result in, a `Report` out."""
