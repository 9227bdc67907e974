/** Makes a photo small before it is sent: villages have slow networks, and phones large cameras. */
const LONGEST_SIDE = 1600;
const QUALITY = 0.8;
// A picture below this is sent as it is: compressing it again would only cost sharpness.
const SMALL_BYTES = 300 * 1024;

/** A JPEG of at most 1600 px, or the file itself where it is small or the browser cannot read it. */
export async function compressed(file) {
  if (file.size <= SMALL_BYTES && file.type === "image/jpeg") return file;
  try {
    const picture = await bitmapOf(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}

async function bitmapOf(file) {
  if (window.createImageBitmap) return createImageBitmap(file, { imageOrientation: "from-image" });
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  URL.revokeObjectURL(image.src);
  return image;
}
