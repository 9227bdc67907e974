/** What somebody without an account does with the code of their receipt. */
import { post, upload } from "../shared/api.js";

/** Sends the pictures of an anonymous report and tells that they are there. */
export async function uploadByReceipt(code, pictures) {
  const ids = await pictures.send((blob, name, onProgress) => upload(blob, name, onProgress, {
    template: "/receipts/pictures", headers: { Authorization: `Receipt ${code}` },
  }));
  await post("/receipts/talk", {}, { code, text: "补充照片。", pictures: ids });
}
