// Optional request bodies: an absent body, or an empty one of any content type, counts as an empty object.
import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { FastifyInstance } from "fastify";

/** For the routes of a scope: treats an absent body as an empty object. */
export function allowEmptyBodies(scope: FastifyInstance): void {
  scope.addHook("onRequest", (request, _reply, done) => {
    const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
    // The content type of an empty body does not matter; some callers send that of a form.
    if (length === "0" && coding === undefined) delete request.headers["content-type"];
    done();
  });
  scope.addHook("preValidation", (request, _reply, done) => {
    if (request.body === undefined && request.routeOptions.schema?.body) request.body = {};
    done();
  });
}

/** Marks a body as optional in the OpenAPI description when all of its fields are. */
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
