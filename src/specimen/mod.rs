//! Specimen: draws and photographs specimen documents of the fictional state Utopia.
