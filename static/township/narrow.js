/** Whether the window is narrower than so many pixels, followed while a component is shown. */
import { onUnmounted, ref } from "../shared/vue.js";

export function useNarrow(pixels) {
  const query = matchMedia(`(max-width: ${pixels}px)`);
  const narrow = ref(query.matches);
  const follow = () => (narrow.value = query.matches);
  query.addEventListener("change", follow);
  onUnmounted(() => query.removeEventListener("change", follow));
  return narrow;
}
