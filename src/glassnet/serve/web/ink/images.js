/** Images of digits: pasted, dropped, opened as a file, or taken with the camera. */

import { getElement } from "../look/elements.js";
import { setUpCamera } from "./camera.js";

const MAX_SIDE = 1024;
const MAX_PNG_BYTES = 1_500_000;

/**
 * @param {{onImage: (image: Blob) => void, onError: (message: string) => void}} listener
 */
export function setUpImages({ onImage, onError }) {
  const file = /** @type {HTMLInputElement} */ (getElement("file"));

  /** @param {Blob | null | undefined} blob */
  async function take(blob) {
    if (!blob) return;
    try {
      onImage(await shrinkImage(blob));
    } catch {
      onError("The browser cannot open this file as an image. Try a PNG, JPEG or WebP.");
    }
  }

  getElement("open-file").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    take(file.files?.[0]);
    file.value = "";
  });
  document.addEventListener("paste", (event) => take(findImage(event.clipboardData)));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    take(findImage(event.dataTransfer));
  });
  setUpCamera({ onImage: take, onError, onUnavailable: () => file.click() });
}

/** @param {DataTransfer | null} transfer */
function findImage(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));
}

/** The image as PNG, upright, and no larger than needed. @param {Blob} blob @returns {Promise<Blob>} */
async function shrinkImage(blob) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return encodeCanvas(canvas, "image/png").then((png) => (png.size < MAX_PNG_BYTES ? png : encodeCanvas(canvas, "image/jpeg")));
}

/** @param {HTMLCanvasElement} canvas @param {string} type @returns {Promise<Blob>} */
function encodeCanvas(canvas, type) {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The canvas cannot be encoded"))), type, 0.9));
}
