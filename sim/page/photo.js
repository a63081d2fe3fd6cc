// @ts-check
// Draws the sample photo and the sample sticker, so that the page needs no image files.

/** A JPEG of a harbour at dusk, base64. @returns {Promise<string>} */
export async function samplePhoto() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 640 });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const sky = pen.createLinearGradient(0, 0, 0, 430);
  for (const [at, colour] of /** @type {[number, string][]} */ ([
    [0, "#243b6b"],
    [0.5, "#c56a6f"],
    [1, "#f7c873"],
  ]))
    sky.addColorStop(at, colour);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 960, 430);
  pen.fillStyle = "#fff1c9";
  pen.beginPath();
  pen.arc(650, 360, 58, 0, 7);
  pen.fill();
  pen.fillStyle = "#5a4468";
  hills(pen, 430, 90, 0.006);
  pen.fillStyle = "#3a3557";
  hills(pen, 440, 60, 0.011);
  const sea = pen.createLinearGradient(0, 420, 0, 640);
  sea.addColorStop(0, "#e0a071");
  sea.addColorStop(1, "#22375f");
  pen.fillStyle = sea;
  pen.fillRect(0, 430, 960, 210);
  pen.fillStyle = "rgba(255, 241, 201, 0.5)";
  for (let n = 0; n < 14; n += 1) pen.fillRect(650 - 60 + ((n * 37) % 40), 440 + n * 13, 90 - n * 3, 3);
  pen.fillStyle = "#1d2440";
  pen.fillRect(180, 300, 8, 160);
  pen.beginPath();
  pen.moveTo(190, 305);
  pen.lineTo(190, 430);
  pen.lineTo(285, 430);
  pen.fill();
  pen.beginPath();
  pen.moveTo(110, 452);
  pen.lineTo(300, 452);
  pen.lineTo(272, 490);
  pen.lineTo(138, 490);
  pen.fill();
  return await base64(canvas, "image/jpeg");
}

/** A WebP of a smiling bell, base64. @returns {Promise<string>} */
export async function sampleSticker() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 256, height: 256 });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#f2b84b";
  pen.beginPath();
  pen.arc(128, 170, 96, Math.PI, 0);
  pen.fill();
  pen.beginPath();
  pen.arc(128, 60, 20, 0, 7);
  pen.fill();
  pen.fillStyle = "#173b45";
  pen.beginPath();
  pen.roundRect(18, 176, 220, 30, 15);
  pen.fill();
  pen.beginPath();
  pen.arc(98, 130, 9, 0, 7);
  pen.arc(158, 130, 9, 0, 7);
  pen.fill();
  pen.lineWidth = 8;
  pen.lineCap = "round";
  pen.strokeStyle = "#173b45";
  pen.beginPath();
  pen.arc(128, 136, 24, 0.3, Math.PI - 0.3);
  pen.stroke();
  return await base64(canvas, "image/webp");
}

/**
 * A chosen file, base64.
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
export async function blobToBase64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** @param {CanvasRenderingContext2D} pen @param {number} base @param {number} height @param {number} pace */
function hills(pen, base, height, pace) {
  pen.beginPath();
  pen.moveTo(0, base);
  for (let x = 0; x <= 960; x += 8) pen.lineTo(x, base - (Math.sin(x * pace) + 1.1) * height * 0.5);
  pen.lineTo(960, base);
  pen.fill();
}

/** @param {HTMLCanvasElement} canvas @param {string} type @returns {Promise<string>} */
function base64(canvas, type) {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blobToBase64(blob)) : reject(new Error("No picture"))), type, 0.85),
  );
}
