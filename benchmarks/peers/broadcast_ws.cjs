// A server that sends each line of its standard input to all its sockets by npm's `ws`, and does no more. Its arguments
// are where `ws` is, or a bundle that has it, and the port.
const { createInterface } = require("node:readline");

const [found, port] = process.argv.slice(2);
const library = require(found);
const Server = library.WebSocketServer ?? library.wsServer; // the latter in Playwright's bundle
const server = new Server({ host: "127.0.0.1", port: Number(port) });

createInterface({ input: process.stdin })
  .on("line", (text) => {
    for (const client of server.clients) {
      client.send(text);
    }
  })
  .on("close", () => process.exit());
