// Draws each card of the page in a frame like Teams', with a style of its own that nothing around it changes.
(() => {
  "use strict";
  const frames = document.querySelectorAll(".teams");
  if (!window.AdaptiveCards || !window.markdownit) {
    for (const frame of frames) frame.append("Drawn by npm's adaptivecards, which `npm ci` brings.");
    return;
  }

  const colour = (shown, subtle = shown) => ({ default: shown, subtle });
  const colours = {
    default: colour("#242424", "#616161"),
    dark: colour("#242424", "#616161"),
    light: colour("#ffffff", "#e0e0e0"),
    accent: colour("#5b5fc7"),
    good: colour("#237b4b"),
    warning: colour("#835c00"),
    attention: colour("#b10e1c"),
  };
  const style = (backgroundColor) => ({ backgroundColor, foregroundColors: colours });
  const config = new AdaptiveCards.HostConfig({
    fontFamily: "'Segoe UI', system-ui, 'Noto Sans', sans-serif",
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: "#e0e0e0" },
    containerStyles: { default: style("#ffffff"), emphasis: style("#f5f5f5"), accent: style("#e8ebfa") },
    actions: {
      maxActions: 6,
      spacing: "default",
      buttonSpacing: 8,
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      showCard: { actionMode: "inline", inlineTopMargin: 16, style: "emphasis" },
    },
    inputs: {
      label: {
        inputSpacing: "small",
        requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
        optionalInputs: { weight: "bolder" },
      },
      errorMessage: { color: "attention", weight: "default" },
    },
    textStyles: { heading: {}, columnHeader: { weight: "bolder" } },
    factSet: { title: { weight: "bolder", maxWidth: 160, wrap: true }, value: { wrap: true }, spacing: 12 },
    table: { cellSpacing: 8 },
    supportsInteractivity: true,
  });
  const markdown = window.markdownit("commonmark").disable(["code", "heading", "blockquote", "hr", "image"]);
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };

  const element = (name, className, ...inside) => {
    const made = document.createElement(name);
    made.className = className;
    made.append(...inside);
    return made;
  };

  for (const frame of frames) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = config;
    card.parse(JSON.parse(frame.querySelector("script").textContent));
    const drawn = element("div", `card ${frame.dataset.kind}`, card.render());
    const name = frame.dataset.title || "Upmentor";
    const top =
      frame.dataset.kind === "dialog"
        ? element("div", "frame", element("span", "icon", "U"), element("b", "", name), element("span", "x", "✕"))
        : element("div", "by", element("b", "", name), " 11:08");
    const inside = element("div", frame.dataset.kind, top, drawn);
    const shadow = frame.attachShadow({ mode: "open" });
    shadow.append(document.getElementById("teams-style").content.cloneNode(true));
    if (frame.dataset.kind === "message") shadow.append(element("span", "icon", "U"));
    shadow.append(inside);
  }
})();
