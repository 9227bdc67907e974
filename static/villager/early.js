/** Asks for the village's home before the modules are here, so that both travel at the same time. */
(() => {
  const said = new URLSearchParams(location.search).get("village") ?? "";
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem("cunwu.village"))?.code;
    } catch {
      return null;
    }
  };
  const village = /^\d{12}$/.test(said) ? said : kept();
  if (!village || !["", "#", "#/"].includes(location.hash)) return;
  const answer = fetch(`/api/v1/villages/${village}/home`, { credentials: "same-origin" });
  // What went wrong is told by who asks again.
  window.early = { village, home: answer.then((found) => (found.ok ? found.json() : null)).catch(() => null) };
})();
