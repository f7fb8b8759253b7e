// Starts the REST reference on the page /docs; in the dark where the reader's system is.
"use strict";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dress();
dark.addEventListener("change", dress);

const place = document.getElementById("swagger");
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.contract,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  tryItOutEnabled: false,
  validatorUrl: null, // nobody else is asked
});
