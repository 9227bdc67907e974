// Shows openapi.json with Swagger UI, which stands beside this file and asks no other host.
//
// Swagger UI 4 reads OpenAPI 3.0, and the description is 3.1: what we use of 3.1 is said again in
// the words of 3.0. The file that programs read stays as it is.

function inOldWords(node) {
  if (Array.isArray(node)) {
    return node.map(inOldWords);
  }
  if (node === null || typeof node !== "object") {
    return node;
  }
  const told = {};
  for (const [name, value] of Object.entries(node)) {
    told[name] = inOldWords(value);
  }
  if (Array.isArray(told.anyOf)) {
    const real = told.anyOf.filter((choice) => choice.type !== "null");
    if (real.length < told.anyOf.length) {
      delete told.anyOf;
      Object.assign(told, real.length === 1 ? real[0] : { anyOf: real }, { nullable: true });
    }
  }
  if (told.type === "null") {
    told.type = "object";
    told.nullable = true;
  }
  if ("const" in told && typeof told.const !== "object") {
    told.enum = [told.const];
    delete told.const;
  }
  if (Array.isArray(told.prefixItems)) {
    told.items = told.prefixItems[0];
    delete told.prefixItems;
  }
  return told;
}

async function show() {
  const answer = await fetch("openapi.json");
  const description = inOldWords(await answer.json());
  description.openapi = "3.0.3";
  window.ui = window.SwaggerUIBundle({
    spec: description,
    dom_id: "#docs",
    deepLinking: true,
    validatorUrl: null,
    persistAuthorization: false,
    docExpansion: "none",
  });
}

if (typeof window === "undefined") {
  module.exports = { inOldWords };
} else {
  show();
}
