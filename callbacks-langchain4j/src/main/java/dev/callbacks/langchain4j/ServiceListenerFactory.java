/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.langchain4j;

import dev.langchain4j.observability.api.AiServiceListenerRegistrar;
import dev.langchain4j.observability.api.DefaultAiServiceListenerRegistrar;
import dev.langchain4j.spi.observability.AiServiceListenerRegistrarFactory;
import org.jspecify.annotations.Nullable;

/**
 * Registers with all AI services that are built while callbacks are installed. Found by
 * LangChain4j through the service loader. <b>Thread-safety</b>: any thread may ask.
 *
 * @since 0.1.0
 */
public final class ServiceListenerFactory implements AiServiceListenerRegistrarFactory {

	/** The callbacks of the application, set while its context is there. */
	private static volatile @Nullable LangChain4jCallbacks installed;

	static void install(@Nullable LangChain4jCallbacks callbacks) {
		installed = callbacks;
	}

	static void uninstall(LangChain4jCallbacks callbacks) {
		if (installed == callbacks) {
			installed = null;
		}
	}

	@Override
	public AiServiceListenerRegistrar get() {
		AiServiceListenerRegistrar registrar = new DefaultAiServiceListenerRegistrar();
		LangChain4jCallbacks callbacks = installed;
		if (callbacks != null) {
			registrar.register(callbacks.services().listeners());
		}
		return registrar;
	}

}
