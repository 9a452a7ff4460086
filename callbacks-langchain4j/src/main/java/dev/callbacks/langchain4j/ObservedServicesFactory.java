// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.Constructor;

import dev.langchain4j.service.AiServiceContext;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.spi.services.AiServicesFactory;
import org.jspecify.annotations.Nullable;

/**
 * The factory of the builders of all AI services, found by LangChain4j through the
 * service loader. Where another library has such a factory too, that one's builders are
 * used as they are, and their services are not observed.
 * <p>
 * <b>Thread-safety</b>: any thread may ask.
 *
 * @since 0.1.0
 */
public final class ObservedServicesFactory implements AiServicesFactory {

	private static final String BUILDER = "dev.langchain4j.service.DefaultAiServices";

	private final @Nullable AiServicesFactory other = OtherLibrary.find(AiServicesFactory.class,
			ObservedServicesFactory.class, "AI services");

	@Override
	public <T> AiServices<T> create(AiServiceContext context) {
		return (this.other != null) ? this.other.create(context) : new ObservedServices<>(context, builder(context));
	}

	/**
	 * The library's own builder, which it makes by itself only where there is no factory.
	 */
	@SuppressWarnings("unchecked")
	private static <T> AiServices<T> builder(AiServiceContext context) {
		try {
			Constructor<?> constructor = Class.forName(BUILDER, true, AiServices.class.getClassLoader())
				.getDeclaredConstructor(AiServiceContext.class);
			constructor.setAccessible(true);
			return (AiServices<T>) constructor.newInstance(context);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("This version of LangChain4j builds AI services in another way. "
					+ "Leave callbacks-langchain4j out, or take a version that fits", ex);
		}
	}

}
