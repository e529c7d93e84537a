// JSON with line breaks. Numbers and escapes stay as they were written: JSON.parse would round large numbers.

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The text with line breaks and indents; null if it is not JSON, or if that would change nothing. */
export function pretty(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }

  const parts = [];
  let indent = "\n";
  let previous = "";
  for (const [token] of text.matchAll(tokens)) {
    const isEnd = token === "}" || token === "]";
    if (isEnd) {
      indent = indent.slice(0, -2);
    }

    const isEmpty = isEnd && (previous === "{" || previous === "[");
    if (isEnd ? !isEmpty : previous === "{" || previous === "[" || previous === ",") {
      parts.push(indent);
    }

    parts.push(token === ":" ? ": " : token);
    if (token === "{" || token === "[") {
      indent += "  ";
    }

    previous = token;
  }

  const indented = parts.join("");
  return indented === text ? null : indented;
}
