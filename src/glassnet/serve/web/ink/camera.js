/** The camera, in a dialog with a square for the digit. */

import { getElement } from "../look/elements.js";

/**
 * @param {{onImage: (image: Blob) => void, onError: (message: string) => void, onUnavailable: () => void}} listener
 *   `onUnavailable` is called where the browser gives pages no camera
 */
export function setUpCamera({ onImage, onError, onUnavailable }) {
  const dialog = /** @type {HTMLDialogElement} */ (getElement("camera"));
  const video = /** @type {HTMLVideoElement} */ (getElement("camera-video"));

  let opening = false;

  /** The browser may ask for permission, which takes time: another click meanwhile does nothing. */
  async function open() {
    if (!navigator.mediaDevices) return onUnavailable();
    if (opening || dialog.open) return;
    opening = true;
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      dialog.showModal();
      video.play().catch(() => {}); // closing the dialog at once interrupts it
    } catch {
      onError("The camera is not available, or was not allowed. Choose an image instead.");
    } finally {
      opening = false;
    }
  }

  async function take() {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (!side) return; // the camera shows nothing yet
    const inner = side * 0.72;
    const canvas = Object.assign(document.createElement("canvas"), { width: 560, height: 560 });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const [left, top] = [(video.videoWidth - inner) / 2, (video.videoHeight - inner) / 2];
    context.drawImage(video, left, top, inner, inner, 0, 0, canvas.width, canvas.height);
    dialog.close();
    canvas.toBlob((blob) => blob && onImage(blob), "image/png");
  }

  function close() {
    const stream = /** @type {MediaStream | null} */ (video.srcObject);
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }

  getElement("open-camera").addEventListener("click", open);
  getElement("camera-take").addEventListener("click", take);
  dialog.addEventListener("close", close);
}
