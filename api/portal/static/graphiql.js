// Starts GraphiQL on the page at /graphql, with the story as its first query.
"use strict";
// Where a dialog of GraphiQL looks for the nonce of its style.
window.__webpack_nonce__ = document.currentScript.nonce;

const place = document.getElementById("graphiql");
ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: place.dataset.story,
    defaultEditorToolsVisibility: false,
    shouldPersistHeaders: false, // they hold tokens
  }),
);
