// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.Field;

import dev.callbacks.RunConfig;
import dev.langchain4j.service.tool.ToolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of MCP servers, which are the keys that the application has given to its
 * clients. Read by reflection, since a tool keeps its client to itself, and since clients
 * are in a module of LangChain4j that not every application has.
 */
final class McpServers {

	/** The key of the metadata of a tool's run that holds the name of the server. */
	static final String NAME = "mcp.server.name";

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private static final String TOOL = "dev.langchain4j.mcp.McpToolExecutor";

	private McpServers() {
	}

	/**
	 * Returns metadata with the name of a tool's server, or none if the tool is not of an
	 * MCP server.
	 */
	static RunConfig metadata(ToolExecutor tool) {
		if (tool.getClass().getName().equals(TOOL)) {
			try {
				Field client = tool.getClass().getDeclaredField("mcpClient");
				client.setAccessible(true);
				return RunConfig.empty().metadata(NAME, client.getType().getMethod("key").invoke(client.get(tool)));
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				logger.debug("The server of a tool is not known", ex);
			}
		}
		return RunConfig.empty();
	}

}
