// Loaded before the Agents Playground, which listens on every address of the machine: here it listens on this one.
"use strict";
const net = require("node:net");

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (port, ...rest) {
  const told = rest.filter((one) => typeof one === "function");
  return listen.call(this, { port: Number(typeof port === "object" ? port.port : port), host: "127.0.0.1" }, ...told);
};
