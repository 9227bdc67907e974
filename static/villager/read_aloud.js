/** Reads a text aloud, for whoever sees badly or reads slowly. */
import { html, onBeforeUnmount, ref } from "../shared/vue.js";

// Some browsers stop after a quarter of a minute of one utterance, so each sentence is one.
const SENTENCE = /[^。！？；\n]+[。！？；\n]*/g;

export const ReadAloud = {
  props: { text: String },
  setup(props) {
    const speech = window.speechSynthesis;
    const speaking = ref(false);
    function begin() {
      speech.cancel();
      const parts = (props.text.match(SENTENCE) ?? []).filter((part) => part.trim());
      parts.forEach((part, i) => {
        const spoken = new SpeechSynthesisUtterance(part);
        Object.assign(spoken, { lang: "zh-CN", rate: 0.9 });
        if (i === parts.length - 1) spoken.onend = () => (speaking.value = false);
        spoken.onerror = () => (speaking.value = false);
        speech.speak(spoken);
      });
      speaking.value = parts.length > 0;
    }
    function stop() {
      speech?.cancel();
      speaking.value = false;
    }
    onBeforeUnmount(stop);
    return () => speech
      ? html`<button type="button" class="button no-print" aria-pressed=${speaking.value}
          onClick=${speaking.value ? stop : begin}>${speaking.value ? "停止朗读" : "读给我听"}</button>`
      : null;
  },
};
