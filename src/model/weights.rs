//! Files of weights, in the layout of safetensors: tensors, and one key in the header under which a model says all else of itself.

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// A tensor to write: its name, type, shape and bytes.
pub(super) type Tensor<'a> = (&'static str, Dtype, Vec<usize>, &'a [u8]);

/// The file of a model. The same tensors and words give the same bytes.
pub(super) fn to_bytes(tensors: Vec<Tensor<'_>>, key: &str, about: &impl Serialize) -> Result<Vec<u8>> {
    let error = |reason: String| Error::Data(format!("the weights cannot be written: {reason}"));
    let views = tensors
        .into_iter()
        .map(|(name, dtype, shape, bytes)| Ok((name, TensorView::new(dtype, shape, bytes).map_err(|reason| error(reason.to_string()))?)))
        .collect::<Result<Vec<_>>>()?;
    let about = serde_json::to_string(about).map_err(|reason| error(reason.to_string()))?;
    // One key: the header keeps several in no order.
    safetensors::serialize(views, Some([(key.to_owned(), about)].into())).map_err(|reason| error(reason.to_string()))
}

/// A file that is read back.
pub(super) struct Weights<'a> {
    tensors: SafeTensors<'a>,
    /// What the file should be: *tagger*.
    kind: &'static str,
}

impl<'a> Weights<'a> {
    /// Reads the file of a model of this kind, and what it says under the key.
    pub(super) fn read<T: DeserializeOwned>(bytes: &'a [u8], kind: &'static str, key: &str) -> Result<(Self, T)> {
        let error = |reason: String| Error::Data(format!("this is no {kind}: {reason}"));
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|reason| error(reason.to_string()))?;
        let about =
            header.metadata().as_ref().and_then(|about| about.get(key)).ok_or_else(|| error(format!("no `{key}` in the header")))?;
        let about = serde_json::from_str(about).map_err(|reason| error(reason.to_string()))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|reason| error(reason.to_string()))?;
        Ok((Self { tensors, kind }, about))
    }

    /// A complaint about the file.
    pub(super) fn fault(&self, reason: impl std::fmt::Display) -> Error {
        Error::Data(format!("this is no {}: {reason}", self.kind))
    }

    pub(super) fn holds(&self, name: &str) -> bool {
        self.tensors.names().contains(&name)
    }

    /// The bytes of a tensor of this type.
    pub(super) fn tensor(&self, name: &str, dtype: Dtype) -> Result<&[u8]> {
        let tensor = self.tensors.tensor(name).map_err(|reason| self.fault(reason))?;
        if tensor.dtype() != dtype {
            return Err(self.fault(format!("`{name}` is {:?}, expected {dtype:?}", tensor.dtype())));
        }
        Ok(tensor.data())
    }
}
