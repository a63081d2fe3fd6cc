// Requests whose body may be left out: one that is not there, or empty whatever its content type says, says nothing.
import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { FastifyInstance } from "fastify";

/** Reads a body that is left out, in the routes of a scope, as an object in which nothing is said. */
export function allowEmptyBodies(scope: FastifyInstance): void {
  scope.addHook("onRequest", (request, _reply, done) => {
    const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
    // What an empty body is made of does not matter; a form is what some callers say of it.
    if (length === "0" && coding === undefined) delete request.headers["content-type"];
    done();
  });
  scope.addHook("preValidation", (request, _reply, done) => {
    if (request.body === undefined && request.routeOptions.schema?.body) request.body = {};
    done();
  });
}

/** Says in the interface's description that a body of which everything may be left out may be left out itself. */
export const markOptionalBodies: NonNullable<FastifyDynamicSwaggerOptions["transformObject"]> = (document) => {
  if (!("openapiObject" in document)) return document.swaggerObject;
  for (const methods of Object.values(document.openapiObject.paths ?? {})) {
    for (const told of Object.values(methods ?? {})) {
      const body = (told as { requestBody?: { required?: boolean; content: Record<string, { schema?: object }> } })
        .requestBody;
      const schema = body?.content["application/json"]?.schema;
      if (body && schema && "default" in schema) body.required = false;
    }
  }
  return document.openapiObject;
};
