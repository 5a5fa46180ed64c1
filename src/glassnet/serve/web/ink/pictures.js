/** Pictures of digits: pasted, dropped, chosen as a file, or taken with the camera. */

import { found } from "../look/elements.js";
import { setUpCamera } from "./camera.js";

const LONGEST_SIDE = 1024;

/**
 * @param {{taken: (picture: Blob) => void, refused: (message: string) => void}} listener
 */
export function setUpPictures({ taken, refused }) {
  const file = /** @type {HTMLInputElement} */ (found("file"));

  /** @param {Blob | null | undefined} blob */
  async function take(blob) {
    if (!blob) return;
    try {
      taken(await reduced(blob));
    } catch {
      refused("This is no picture that the browser can open. Try a PNG, JPEG or WebP.");
    }
  }

  found("open-file").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    take(file.files?.[0]);
    file.value = "";
  });
  document.addEventListener("paste", (event) => take(pictureIn(event.clipboardData)));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    take(pictureIn(event.dataTransfer));
  });
  setUpCamera({ taken: take, refused, otherwise: () => file.click() });
}

/** @param {DataTransfer | null} transfer */
function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));
}

/** The picture as PNG, upright, and no larger than reading needs. @param {Blob} blob @returns {Promise<Blob>} */
async function reduced(blob) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return encoded(canvas, "image/png").then((png) => (png.size < 1_500_000 ? png : encoded(canvas, "image/jpeg")));
}

/** @param {HTMLCanvasElement} canvas @param {string} type @returns {Promise<Blob>} */
function encoded(canvas, type) {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture"))), type, 0.9));
}
