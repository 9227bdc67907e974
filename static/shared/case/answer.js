/** What was answered, on what it rests, and how the reporter found it. */
import { html } from "../vue.js";

export function answered(one) {
  if (!one.answer) return null;
  return html`<section class="card answer" aria-label="答复">
    <h2>${one.state === "explained" ? "说明" : "答复"}</h2>
    <p class="words">${one.answer}</p>
    ${one.legal_basis && html`<p class="quiet">依据：${one.legal_basis}；下一步：${one.next_body}</p>`}
    ${one.rating && html`<p><b>${one.rating.solved ? "反映人说：已解决" : "反映人说：未解决"}</b>，满意度 ${one.rating.content} 分${one.rating.note ? `：${one.rating.note}` : ""}</p>`}
  </section>`;
}
