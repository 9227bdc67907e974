/** Whether this is the demo, where there are made-up people to try it as. */
export const isDemo = document.querySelector("meta[name=cunwu-demo]")?.content === "yes";
