// Signs as pictures, drawn here, so that no file of them is needed: shape, colour, letter; dashed and hollow if unsure.
const SCALE = 2;
const SIZE = 24;

const OUTLINES = {
  circle: (pen) => pen.arc(0, 0, 9.5, 0, 2 * Math.PI),
  triangle: (pen) => polygon(pen, [[0, -10.5], [10.5, 8], [-10.5, 8]]),
  square: (pen) => polygon(pen, [[-8.5, -8.5], [8.5, -8.5], [8.5, 8.5], [-8.5, 8.5]]),
  diamond: (pen) => polygon(pen, [[0, -10.5], [10.5, 0], [0, 10.5], [-10.5, 0]]),
};

function polygon(pen, corners) {
  pen.moveTo(...corners.at(-1));
  for (const corner of corners) pen.lineTo(...corner);
  pen.closePath();
}

function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000" : "#fff";
}

export const iconName = (layer, group, unsure) => `${layer}/${group}/${unsure ? "unsure" : "sure"}`;

function draw(sign, unsure, theme) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * SCALE;
  const pen = canvas.getContext("2d");
  pen.scale(SCALE, SCALE);
  pen.translate(SIZE / 2, SIZE / 2);
  pen.beginPath();
  OUTLINES[sign.shape](pen);
  pen.fillStyle = unsure ? theme.ground : sign.colour;
  pen.globalAlpha = unsure ? 0.75 : 1;
  pen.fill();
  pen.globalAlpha = 1;
  pen.lineWidth = unsure ? 2 : 1;
  pen.strokeStyle = unsure ? sign.colour : theme.ink;
  pen.setLineDash(unsure ? [3, 2.5] : []);
  pen.stroke();
  pen.fillStyle = unsure ? theme.ink : inkOn(sign.colour);
  pen.font = "bold 11px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(sign.letter, 0, sign.shape === "triangle" ? 2.5 : 0.5);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

export function addIcons(map, signs, theme) {
  for (const sign of signs) {
    for (const unsure of [false, true]) {
      const name = iconName(sign.layer, sign.group, unsure);
      if (map.hasImage(name)) map.removeImage(name);
      map.addImage(name, draw(sign, unsure, theme), { pixelRatio: SCALE });
    }
  }
}
