/** The camera in a dialog with a square to hold the digit into. */

import { found } from "../look/elements.js";

/**
 * @param {{taken: (picture: Blob) => void, refused: (message: string) => void, otherwise: () => void}} listener
 *   `otherwise` is called where the browser gives no page the camera
 */
export function setUpCamera({ taken, refused, otherwise }) {
  const dialog = /** @type {HTMLDialogElement} */ (found("camera"));
  const video = /** @type {HTMLVideoElement} */ (found("camera-video"));

  let opening = false;

  /** Asking for the camera may take as long as somebody thinks it over: another click meanwhile asks nothing. */
  async function open() {
    if (!navigator.mediaDevices) return otherwise();
    if (opening || dialog.open) return;
    opening = true;
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      dialog.showModal();
      video.play().catch(() => {}); // whoever closes the dialog at once interrupts it
    } catch {
      refused("The camera is not available, or was not allowed. Choose a picture instead.");
    } finally {
      opening = false;
    }
  }

  async function take() {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (!side) return; // the camera has not shown anything yet
    const inner = side * 0.72;
    const canvas = Object.assign(document.createElement("canvas"), { width: 560, height: 560 });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const [left, top] = [(video.videoWidth - inner) / 2, (video.videoHeight - inner) / 2];
    context.drawImage(video, left, top, inner, inner, 0, 0, canvas.width, canvas.height);
    dialog.close();
    canvas.toBlob((blob) => blob && taken(blob), "image/png");
  }

  function close() {
    const stream = /** @type {MediaStream | null} */ (video.srcObject);
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }

  found("open-camera").addEventListener("click", open);
  found("camera-take").addEventListener("click", take);
  dialog.addEventListener("close", close);
}
