/** Vue and htm as the pages use them: `html` makes vnodes out of a template, nothing is compiled. */
import htm from "../vendor/htm.js";

export const {
  computed, createApp, defineAsyncComponent, h, inject, nextTick, onBeforeUnmount, onMounted, onUnmounted, provide, reactive, ref,
  shallowRef, toRaw, watch, watchEffect,
} = window.Vue;

/**
 * One function is the default slot, one plain object names several, all else is its content.
 */
function slotsOf(children) {
  const [only] = children;
  if (children.length === 1 && typeof only === "function") return { default: only };
  const named = children.length === 1 && only?.constructor === Object && !only.__v_isVNode;
  return named ? only : { default: () => children };
}

/**
 * `html\`<p class="x">${text}</p>\`` gives a vnode; what is put in is text, never markup.
 * htm would keep parts without values and give the same vnode twice, which Vue cannot mount
 * in two places: the 3 in `this` tells it not to.
 */
export const html = htm.bind(function make(type, props, ...children) {
  this[0] = 3;
  // A component takes its content as a slot: a function, called when it draws itself.
  if (typeof type !== "string" && children.length) {
    return h(type, props, slotsOf(children));
  }
  return h(type, props, children);
});
