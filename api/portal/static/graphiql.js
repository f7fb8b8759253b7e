// Starts GraphiQL on the page at /graphql, with the story as its first query.
"use strict";
const place = document.getElementById("graphiql");
ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: place.dataset.story,
    defaultEditorToolsVisibility: false,
    shouldPersistHeaders: false, // they hold tokens
  }),
);
