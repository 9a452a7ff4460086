// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The names of providers: as the frameworks have them, and as the conventions do.
 */
final class GenAiProviders {

	private static final Map<String, String> WELL_KNOWN = Map.ofEntries(Map.entry("amazonbedrock", "aws.bedrock"),
			Map.entry("bedrockproxy", "aws.bedrock"), Map.entry("azureopenai", "azure.ai.openai"),
			Map.entry("microsoftfoundry", "azure.ai.inference"), Map.entry("googlegenai", "gcp.gen_ai"),
			Map.entry("googleaigemini", "gcp.gemini"), Map.entry("googlevertexaigemini", "gcp.vertex_ai"),
			Map.entry("googlevertexaianthropic", "gcp.vertex_ai"), Map.entry("vertexaigemini", "gcp.vertex_ai"),
			Map.entry("mistralai", "mistral_ai"), Map.entry("watsonx", "ibm.watsonx.ai"));

	private GenAiProviders() {
	}

	/**
	 * Returns the name of a provider as the conventions have it, or else as it is.
	 */
	static @Nullable String nameOf(@Nullable String provider) {
		return (provider != null) ? WELL_KNOWN.getOrDefault(provider, provider) : null;
	}

}
