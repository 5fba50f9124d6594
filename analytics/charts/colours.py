"""The colours of pictures, those of static/css/tokens.css by their role; lines and shapes tell things apart too."""

INK, INK_2, LINE, WHITE = "#212b32", "#4c6272", "#d8dde0", "#ffffff"
BLUE, AMBER, AMBER_LINE, PERSON = "#005eb8", "#ffb81c", "#b97b00", "#330072"
FONT = '"Atkinson Hyperlegible Next", "Atkinson Hyperlegible", Arial, sans-serif'
